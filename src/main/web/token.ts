import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Name of the token's parameter in the address that opens the workbench. */
export const TOKEN_PARAMETER = 'token'

/** A new secret of 256 random bits as 43 characters of base64url, which no URL, header or cookie has to escape. */
export function createToken(): string {
  return randomBytes(32).toString('base64url')
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * A comparison with the token whose time tells nothing: both sides are hashed to one length, and the hashes are
 * compared in constant time.
 */
export function tokenCheck(token: string): (candidate: string) => boolean {
  const expected = digest(token)
  return (candidate) => timingSafeEqual(digest(candidate), expected)
}
