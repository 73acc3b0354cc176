import { StringDecoder } from 'node:string_decoder'

/** Longer lines are cut there, so that a program that never ends a line cannot fill the memory. */
const LONGEST_LINE = 64 << 10

/** Turns chunks of UTF-8 output into lines. A carriage return ends a line too, as in progress bars. */
export class LineSplitter {
  private readonly onLine: (line: string) => void
  private readonly decoder = new StringDecoder('utf8')
  private rest = ''

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine
  }

  push(chunk: Uint8Array): void {
    const lines = (this.rest + this.decoder.write(Buffer.from(chunk))).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.onLine(line.slice(0, LONGEST_LINE))
    if (this.rest.length > LONGEST_LINE) {
      this.onLine(this.rest.slice(0, LONGEST_LINE))
      this.rest = ''
    }
  }

  /** The last line, where no line break follows it. */
  end(): void {
    const rest = (this.rest + this.decoder.end()).replace(/\r$/, '')
    this.rest = ''
    if (rest !== '') this.onLine(rest)
  }
}
