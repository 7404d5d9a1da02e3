import { fieldsOf, listIn, numberIn, textIn, type Fields } from '../picture/answer/fields.js'
import { lightPalette, type Palette } from '../picture/palette.js'
import { dateOrderOf, type DateOrder } from '../picture/words/dates.js'
import { Bridge, type HostEvents } from './bridge.js'
import { applyTheme } from './theme.js'

/** A change is told to the model when nothing has changed for so long. */
const toldAfterMs = 1_000

/** The host around a view: what it can do, how it looks, and what it is told. */
export class Host {
  /** The heading of a view: the first of the page, unless the view is only a part of one. */
  readonly title: 'h1' | 'h2' = 'h1'
  private readonly bridge = new Bridge()
  private context: Fields = {}
  private capabilities: Fields = {}
  private colours: Palette = lightPalette
  private lookedAt: string | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  can(capability: string): boolean {
    return Object.hasOwn(this.capabilities, capability)
  }

  /** The view may call tools of its server. */
  get canAsk(): boolean {
    return this.can('serverTools')
  }

  /** What the person looks at reaches the model. */
  get canTell(): boolean {
    return this.can('updateModelContext')
  }

  get canFullScreen(): boolean {
    const modes = listIn(this.context['availableDisplayModes'])
    return this.context['displayMode'] !== 'fullscreen' && modes.includes('fullscreen')
  }

  /** Colours of drawings. */
  get palette(): Palette {
    return this.colours
  }

  get dateOrder(): DateOrder {
    return dateOrderOf(textIn(this.context['locale']) ?? navigator.language)
  }

  /** The IANA name of the host's time zone, where it tells one. */
  get timeZone(): string | undefined {
    return textIn(this.context['timeZone'])
  }

  /** Pixels that a host gives and does not change; undefined where the page may grow. */
  get fixedHeight(): number | undefined {
    if (this.context['displayMode'] === 'fullscreen') return undefined
    return numberIn(fieldsOf(this.context['containerDimensions'])['height'])
  }

  /** Pixels that a list should not be higher than, fixed or not; undefined where there is no such limit. */
  get heightLimit(): number | undefined {
    if (this.context['displayMode'] === 'fullscreen') return undefined
    const most = numberIn(fieldsOf(this.context['containerDimensions'])['maxHeight'])
    return this.fixedHeight ?? most
  }

  /** Takes the colours of the host, or of the system. */
  applyLook(): void {
    this.colours = applyTheme(this.context)
  }

  /** @returns whether there is a host that answers */
  async open(events: HostEvents): Promise<boolean> {
    const onContext = (changed: Fields): void => {
      this.context = { ...this.context, ...changed }
      events.onContext(changed)
    }
    const answer = await this.bridge.open({ ...events, onContext })
    this.capabilities = fieldsOf(answer?.['hostCapabilities'])
    return answer !== undefined
  }

  /**
   * Calls a tool of the server, as the person.
   * @returns its result; where the host does not answer, one that is an error
   */
  async call(name: string, args: Fields): Promise<Fields> {
    return await this.bridge.ask('tools/call', { name, arguments: args }).catch(failureOf)
  }

  requestFullScreen(): void {
    this.bridge.ask('ui/request-display-mode', { mode: 'fullscreen' }).catch(() => undefined)
  }

  /**
   * Gives the host a text to save, since a view cannot; it asks the person, and tells them how it went.
   * @param name of the file
   */
  download(name: string, mimeType: string, text: string): void {
    const resource = { uri: `file:///${name}`, mimeType, text }
    const params = { contents: [{ type: 'resource', resource }] }
    this.bridge.ask('ui/download-file', params).catch(() => undefined)
  }

  /** @param height of the page in pixels; never its width, which some hosts then fix */
  tellHeight(height: number): void {
    this.bridge.tell('ui/notifications/size-changed', { height })
  }

  /**
   * Says what the person looks at, for the model to know: names, steps, dates and ids, never values.
   * The first time is the answer that the model asked for, so that only later ones are told, each
   * a second after the last change, where the host offers it.
   * @param onTold told whether the host has taken it, unless something else is looked at by then
   */
  looksAt(text: string, onTold: (isTaken: boolean) => void = () => undefined): void {
    const isFirst = this.lookedAt === undefined
    if (text === this.lookedAt) return
    this.lookedAt = text
    clearTimeout(this.timer)
    if (isFirst || !this.can('updateModelContext')) return
    this.timer = setTimeout(() => {
      void this.tellModel(text).then((isTaken) => {
        if (text !== this.lookedAt) return
        // what was not taken can be told again
        if (!isTaken) this.lookedAt = ''
        onTold(isTaken)
      })
    }, toldAfterMs)
  }

  private async tellModel(text: string): Promise<boolean> {
    const content = [{ type: 'text', text }]
    const taken = this.bridge.ask('ui/update-model-context', { content })
    return await taken.then(
      ({ isError }) => isError !== true,
      () => false,
    )
  }
}

/** A question that the host did not answer, as a result. */
const failureOf = (thrown: unknown): Fields => ({
  isError: true,
  content: [{ type: 'text', text: thrown instanceof Error ? thrown.message : '' }],
})
