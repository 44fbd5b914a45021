const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** `external_id` is whatever started the call; only a UUID can be an attempt of ours. */
export const attemptIdOf = (externalId: string | null | undefined): string | null => {
  const clean = (externalId ?? '').trim().toLowerCase();
  return uuidShape.test(clean) ? clean : null;
};
