import { lightPalette, type Palette } from '../../picture/palette.js'
import type { Fields } from '../../picture/answer/fields.js'
import { Host } from '../../view/host.js'
import type { ServerClient } from '../api/tools.js'
import { toPageError } from '../parts/use-answer.js'

const printing = matchMedia('print')

/** What the console can do of what hosts of MCP Apps can: no model is told what is looked at. */
const capabilities: readonly string[] = ['serverTools', 'downloadFile']

/** A result that is an error, as our tools write them. */
const failure = (thrown: unknown): Fields => {
  const { code, message, hint } = toPageError(thrown)
  return { isError: true, content: [{ type: 'text', text: `${code}: ${message} ${hint}` }] }
}

/** The console's page as the host of a view that is a part of it. */
export class ConsoleHost extends Host {
  override readonly title = 'h2'
  private readonly server: ServerClient

  constructor(server: ServerClient) {
    super()
    this.server = server
  }

  override get palette(): Palette {
    return printing.matches ? lightPalette : super.palette
  }

  override get timeZone(): string | undefined {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone
  }

  override can(capability: string): boolean {
    return capabilities.includes(capability)
  }

  override async call(name: string, args: Fields): Promise<Fields> {
    return await this.server.request('tools/call', { name, arguments: args }).catch(failure)
  }

  override download(name: string, mimeType: string, text: string): void {
    const url = URL.createObjectURL(new Blob([text], { type: mimeType }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    URL.revokeObjectURL(url)
  }
}
