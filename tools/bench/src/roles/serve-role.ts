/** What a process beside the apps can be asked; a reply goes back as JSON. */
export type RoleHandlers = Readonly<Record<string, (request: never) => unknown>>;

/** Starts the role; what it gives back answers requests. */
export type Role = (settings: never) => Promise<RoleHandlers>;

export interface RoleRequest {
  id: number;
  name: string;
  payload: unknown;
}

export interface RoleReply {
  /** 0: the role is up. */
  id: number;
  result?: unknown;
  error?: string;
}

const reply = (message: RoleReply): void => void process.send?.(message);

/** Runs a role in this process until its parent is gone. */
export const serveRole = async (role: Role, settings: unknown): Promise<void> => {
  process.on('disconnect', () => process.exit(0));
  const handlers = await role(settings as never);
  process.on('message', ({ id, name, payload }: RoleRequest) => {
    const handle = async (): Promise<unknown> => handlers[name]?.(payload as never);
    handle().then(
      (result) => reply({ id, result }),
      (error: unknown) => reply({ id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
    );
  });
  reply({ id: 0 });
};
