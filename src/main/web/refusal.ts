/** Why a request is not served, as the client sees it. Says nothing about what would have been there. */
export interface Refusal {
  status: 400 | 401 | 403 | 404 | 405 | 413 | 414 | 503
  /** Plain text; one thing that the user can do. */
  text: string
  headers?: Readonly<Record<string, string>>
}

export const NOT_SIGNED_IN: Refusal = {
  status: 401,
  text:
    'Quantbench: this browser is not signed in to the workbench.\n\n' +
    'Copy the whole address that the engine printed in its terminal (it holds a token) and open it here.\n' +
    'If you have just followed a link to it, reload this page.\n',
}

export const WRONG_HOST: Refusal = {
  status: 403,
  text:
    'Quantbench answers only under 127.0.0.1 or localhost and its own port.\n\n' +
    'Open the address that the engine printed in its terminal. Through a tunnel, use the same port on both sides.\n',
}

export const WRONG_ORIGIN: Refusal = {
  status: 403,
  text: 'Quantbench does not answer requests that come from other pages.\n',
}

export const WRONG_METHOD: Refusal = {
  status: 405,
  text: 'Only GET and HEAD are served here.\n',
  headers: { Allow: 'GET, HEAD' },
}

export const BAD_REQUEST: Refusal = { status: 400, text: 'Quantbench cannot read this request.\n' }
export const BODY_REFUSED: Refusal = { status: 413, text: 'Requests with a body are not served here.\n' }
export const URL_TOO_LONG: Refusal = { status: 414, text: 'The address is too long.\n' }
export const NOT_FOUND: Refusal = { status: 404, text: 'There is nothing here.\n' }
export const TOO_MANY_SOCKETS: Refusal = {
  status: 503,
  text: 'Too many windows of the workbench are open. Close one and reload.\n',
}
