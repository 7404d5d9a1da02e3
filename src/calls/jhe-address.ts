/**
 * Where JHE itself is: as it is set, else what its OAuth server is mounted below (`/o`).
 * @param issuer of the session, or as it is set
 * @returns undefined where neither is known
 */
export function jheAddressOf<Issuer extends string | undefined>(
  { baseUrl }: { readonly baseUrl?: string | undefined },
  issuer: Issuer,
): string | Issuer {
  return baseUrl ?? issuer?.replace(/\/o\/?$/, '') ?? issuer
}
