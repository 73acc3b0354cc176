/**
 * The page may load its own files and talk to its own engine, nothing else.
 *
 * Inline styles are allowed, inline scripts are not: naive-ui (css-render) creates `<style>` elements at run time and
 * takes no nonce (tusen-ai/naive-ui issue 6356), and the tooltips of ECharts are HTML with `style` attributes, which
 * no nonce can allow. What injected CSS could do elsewhere, sending data out through remote images, fonts or imports,
 * the other rules forbid.
 * The WebSocket is named because not every browser takes `'self'` to include `ws:`.
 */
function pagePolicy(port: number): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** For the user's own files and for refusals: nothing in them may run or load, even when opened as a page. */
export const INERT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

/** Headers of every answer; there are no CORS headers among them, so no other origin can read one. */
export function securityHeaders(port: number): Record<string, string> {
  return {
    'Content-Security-Policy': pagePolicy(port),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=()',
    'Cache-Control': 'no-store',
  }
}
