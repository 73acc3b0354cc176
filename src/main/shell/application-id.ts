/** What Windows groups windows and notifications by; the installer's shortcut carries the same one. */
export const APPLICATION_ID = 'app.quantbench'
