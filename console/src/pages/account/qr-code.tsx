import { type ReactNode, useMemo } from 'react';
import { encode } from 'uqr';

/** The quiet zone that scanners need around a code, in modules (ISO/IEC 18004). */
const quietModules = 4;

/** `text` as a QR code: dark on white in every theme, because many scanners read no other. */
export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const { size, path } = useMemo(() => {
    const { data, size } = encode(text, { ecc: 'M', border: quietModules });
    const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size, path: squares.join('') };
  }, [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <path d={path} fill="#000" />
    </svg>
  );
}
