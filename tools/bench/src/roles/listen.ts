import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RoleHandlers } from './serve-role.ts';

/** Listens on a free port, which the bench then asks for. */
export const listenOnFreePort = async (server: Server): Promise<RoleHandlers> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1_024, resolve));
  return { port: () => (server.address() as AddressInfo).port };
};
