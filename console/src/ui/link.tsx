import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';

type AnchorRest = Omit<ComponentProps<'a'>, keyof AnchorProps>;
type ButtonRest = Omit<ComponentProps<'a'>, keyof ButtonProps>;

/** A link inside the console, typed by the route table. */
export const TextLink = createLink(function TextLink(props: AnchorProps & AnchorRest): ReactNode {
  return <Anchor inherit {...props} />;
});

/** A link that looks like a button. */
export const ButtonLink = createLink(function ButtonLink(props: ButtonProps & ButtonRest): ReactNode {
  return <Button component="a" {...props} />;
});
