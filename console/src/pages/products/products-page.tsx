import { IconBox, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { productsQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import '../devices/devices.css';

export function ProductsPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const format = useFormat();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(productsQuery);
  const add = may('product.write') && (
    <ButtonLink to="/products/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="add-product">
      {m.products.add}
    </ButtonLink>
  );
  return (
    <Page title={m.products.title} lead={m.products.lead} actions={add}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush>
          {data === undefined && <SkeletonRows />}
          {data?.length === 0 && (
            <Empty title={m.products.emptyTitle} detail={m.products.emptyDetail} icon={<IconBox size={32} stroke={1.4} />} />
          )}
          {data !== undefined && data.length > 0 && (
            <div className="table-scroll">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{m.common.name}</th>
                    <th scope="col">{m.products.mode}</th>
                    <th scope="col" className="wide-only">
                      {m.products.properties}
                    </th>
                    <th scope="col" className="right">
                      {m.products.devices}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((product) => (
                    <tr
                      key={product.name}
                      data-link
                      onClick={(event) => {
                        if (event.target instanceof Element && event.target.closest('a') !== null) return;
                        void navigate({ to: '/products/$product', params: { product: product.name } });
                      }}
                    >
                      <td>
                        <TextLink to="/products/$product" params={{ product: product.name }} className="device-name">
                          {product.name}
                        </TextLink>
                        {product.label && <div className="dim device-label">{product.label}</div>}
                      </td>
                      <td>{m.products.modes[product.mode]}</td>
                      <td className="wide-only dim">
                        {product.properties.map((property) => property.id).join(', ') || m.products.noProperties}
                      </td>
                      <td className="right">
                        {may('device.read') ? (
                          <TextLink to="/devices" search={{ product: product.name }}>
                            {format.integer(product.devices)}
                          </TextLink>
                        ) : (
                          format.integer(product.devices)
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Panel>
      )}
    </Page>
  );
}
