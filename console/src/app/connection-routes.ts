import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame.tsx';
import { connectionsSearch, tracesSearch } from './search.ts';

const connections = createRoute({
  getParentRoute: () => inside,
  path: '/connections',
  staticData: { need: 'connection.read' },
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(() => import('../pages/connections/connections-page.tsx'), 'ConnectionsPage'),
});

const traces = createRoute({
  getParentRoute: () => inside,
  path: '/traces',
  staticData: { need: 'connection.trace' },
  validateSearch: tracesSearch,
  component: lazyRouteComponent(() => import('../pages/traces/traces-page.tsx'), 'TracesPage'),
});

const trace = createRoute({
  getParentRoute: () => inside,
  path: '/traces/$trace',
  staticData: { need: 'connection.trace' },
  component: lazyRouteComponent(() => import('../pages/traces/trace-page.tsx'), 'TracePage'),
});

const mqttClient = createRoute({
  getParentRoute: () => inside,
  path: '/mqtt-client',
  component: lazyRouteComponent(() => import('../pages/mqtt-client/mqtt-client-page.tsx'), 'MqttClientPage'),
});

/** Who is connected, what they say, and a client to try it with. */
export const connectionRoutes = [connections, traces, trace, mqttClient] as const;
