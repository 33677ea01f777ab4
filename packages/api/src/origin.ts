import { createHash, timingSafeEqual } from 'node:crypto'

/** The header in which CloudFront says that a request came through it. */
const HEADER = 'x-origin-secret'

/**
 * Whether a request came through CloudFront, which alone knows the secret; `origins` are SHA-256 (hex) of the valid ones,
 * null: anybody's request is taken. Two are valid while one replaces the other.
 */
export function isFromOrigin(
  origins: readonly string[] | null,
  headers: Readonly<Record<string, string | undefined>> | undefined,
): boolean {
  if (origins === null) return true
  const said = headers?.[HEADER]
  if (said === undefined) return false
  const hash = createHash('sha256').update(said).digest()
  return origins.filter((origin) => timingSafeEqual(Buffer.from(origin, 'hex'), hash)).length > 0
}
