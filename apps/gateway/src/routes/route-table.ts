import type { ApiRoute, Endpoint, HotRoute } from '@perezvon/http';
import { contract, type RouteContract, type RouteName } from './contract.ts';
import { hooksEndpoint, type HooksOptions } from './hooks.endpoint.ts';
import { onecIntakeEndpoints, type OnecIntakeOptions } from './onec-intake.endpoints.ts';
import { onecReadEndpoints, type OnecReadOptions } from './onec-read.endpoints.ts';
import { describeRoutes } from './openapi.ts';
import { outboxEndpoints, type OutboxOptions } from './outbox.endpoints.ts';
import { documentationRoutes, readyEndpoint, type ReadinessOptions } from './service.endpoints.ts';

export type EndpointOptions = OnecIntakeOptions &
  OnecReadOptions &
  OutboxOptions &
  HooksOptions &
  ReadinessOptions;

/**
 * Everything the gateway answers: each line of the contract with its endpoint (a missing one does not compile), and the
 * documentation. What is asked thousands of times a second goes before Express.
 */
export const createRoutes = (options: EndpointOptions): { hot: HotRoute[]; api: ApiRoute[] } => {
  const endpoints: Record<RouteName, Endpoint> = {
    ...onecIntakeEndpoints(options),
    ...onecReadEndpoints(options),
    ...outboxEndpoints(options),
    hooks: hooksEndpoint(options),
    ready: readyEndpoint(options),
  };
  const hot: HotRoute[] = [];
  const api: ApiRoute[] = [];
  for (const name of Object.keys(contract) as RouteName[]) {
    const route: RouteContract = contract[name];
    const { methods, path } = route;
    if (route.hot) hot.push({ methods, path, match: route.hot, endpoint: endpoints[name] });
    else api.push({ methods, path, endpoint: endpoints[name] });
  }
  return { hot, api: [...api, ...documentationRoutes(describeRoutes(Object.values(contract)))] };
};
