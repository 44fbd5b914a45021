import { expect } from 'vitest';
import { contract, type RouteContract, type RouteName } from '../routes/contract.ts';
import { problemSchema } from '../routes/schemas.ts';

/** The reply is what /openapi.json says about this route and status. */
export const expectDocumented = (name: RouteName, reply: { status: number; body: unknown }): void => {
  const route: RouteContract = contract[name];
  const schema = route.replies[String(reply.status)]?.schema ?? problemSchema;
  expect(schema.safeParse(reply.body).error).toBeUndefined();
};
