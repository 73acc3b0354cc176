/**
 * Name of the cookie that holds the token. Browsers share the cookies of a host between its ports; the port in the
 * name keeps two engines on one machine from overwriting each other's.
 */
export function cookieName(port: number): string {
  return `quantbench-${port}`
}

/** `Set-Cookie` for the token: gone with the browser, unreadable to scripts, never sent from another site. */
export function sessionCookie(port: number, token: string): string {
  return `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`
}

/**
 * All values that a `Cookie` header gives a name. Several are possible, because another service on this machine can
 * set a cookie of the same name for another path; none of them may hide the real one.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (header === undefined) return []
  return header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
}
