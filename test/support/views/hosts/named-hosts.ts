import {
  gooseVariables,
  vsCodeVariables,
  claudeVariables,
  inspectorVariables,
} from './variables.js'
import type { StandIn } from '../stand-in-host.js'

export type Theme = 'light' | 'dark'

/** A host that people use, as it is known to behave towards views. */
export interface NamedHost {
  readonly name: string
  /** Pixels that it gives a view in its conversation. */
  readonly width: number
  /** All but what a test brings with it, in one theme. */
  readonly standIn: (theme: Theme) => Partial<StandIn>
  /** What it tells a view of itself in a theme; nothing where it tells no theme. */
  readonly context: (theme: Theme) => object | undefined
  /** What reaches the view of the result of a call that the host itself made. */
  readonly given: (result: object) => object
}

const own =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"

/** The policy of the specification for a page that declares nothing. */
export const defaultPolicy = `${own}; img-src 'self' data:; media-src 'self' data:; connect-src 'none'`

/** The strictest that is known: the Inspector's, of whose page nothing may be loaded. */
export const strictestPolicy =
  "default-src 'none'; connect-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'none'; font-src 'none'; media-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'none'; object-src 'none'; worker-src 'none'"

const whole = (result: object): object => result

const all = { serverTools: {}, serverResources: {}, openLinks: {}, logging: {}, downloadFile: {} }
const modes = ['inline', 'fullscreen'] as const

interface Traits extends Omit<NamedHost, 'standIn'> {
  readonly behaves: Partial<StandIn>
}

const named = ({ behaves, ...traits }: Traits): NamedHost => ({
  ...traits,
  standIn: (theme) => {
    const context = traits.context(theme)
    return {
      width: traits.width,
      colorScheme: theme,
      ...behaves,
      ...(context === undefined ? {} : { context }),
    }
  },
})

/** The host of the specification's authors. */
const reference = named({
  name: 'reference host',
  width: 720,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    availableDisplayModes: modes,
    containerDimensions: { maxHeight: 6000 },
    locale: 'en-US',
    timeZone: 'UTC',
  }),
  given: whole,
  behaves: { way: 'write', policy: defaultPolicy, capabilities: all },
})

const inspector = named({
  name: 'Inspector',
  width: 640,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    availableDisplayModes: modes,
    styles: { variables: inspectorVariables[theme] },
  }),
  given: whole,
  behaves: { way: 'within', policy: strictestPolicy, capabilities: all },
})

const vsCode = named({
  name: 'VS Code',
  width: 494,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    locale: 'en',
    platform: 'desktop',
    toolCall: { toolCallId: 'call_1', toolName: 'mcp_jhe_get_observation_trend' },
    containerDimensions: { width: 494, maxHeight: 720 },
    styles: { variables: vsCodeVariables },
  }),
  given: whole,
  behaves: {
    way: 'preamble',
    policy: `${own}; connect-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self' data:; frame-src 'none'; object-src 'none'; base-uri 'self'`,
    capabilities: { ...all, updateModelContext: { structuredContent: {} } },
    tellsEarly: true,
  },
})

const goose = named({
  name: 'Goose',
  width: 720,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    availableDisplayModes: [...modes, 'pip'],
    containerDimensions: { maxHeight: 1000 },
    locale: 'en-GB',
    timeZone: 'Europe/Berlin',
    styles: { variables: gooseVariables },
  }),
  given: whole,
  behaves: {
    policy: `${own}; img-src 'self' data:; connect-src 'self'; font-src 'self'`,
    capabilities: { serverTools: {}, openLinks: {}, message: {} },
    obeysWidth: true,
  },
})

const chatGpt = named({
  name: 'ChatGPT',
  width: 720,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    availableDisplayModes: [...modes, 'pip'],
    containerDimensions: { width: 720, height: 400 },
    locale: 'en-US',
    userAgent: 'chatgpt',
    safeAreaInsets: { top: 0, right: 0, bottom: 0, left: 0 },
  }),
  // after a reload of the conversation
  given: () => ({ content: [], structuredContent: {} }),
  behaves: {
    height: 400,
    policy: `${own} https://cdn.jsdelivr.net; img-src 'self' data:; connect-src 'none'`,
    capabilities: { serverTools: {}, openLinks: {}, updateModelContext: {}, message: {} },
  },
})

const textOnly = (result: object): object => ({
  content: 'content' in result ? result.content : [],
  ...('isError' in result ? { isError: result.isError } : {}),
})

const claudeDesktop = named({
  name: 'Claude Desktop',
  width: 720,
  context: (theme) => ({
    theme,
    displayMode: 'inline',
    availableDisplayModes: modes,
    containerDimensions: { width: 720, maxHeight: 5000 },
    locale: 'en-US',
    timeZone: 'America/Los_Angeles',
    toolInfo: { tool: { name: 'get_observation_trend', inputSchema: { type: 'object' } } },
    styles: { variables: claudeVariables },
  }),
  given: textOnly,
  behaves: {
    policy: `${own} 'unsafe-eval' https://esm.sh; img-src 'self' data:; connect-src 'none'`,
    capabilities: { ...all, updateModelContext: {}, message: {} },
    hidesUntilReady: true,
  },
})

/** Answers nothing at all, not even who it is. */
const mute = named({
  name: 'mute host',
  width: 720,
  context: () => undefined,
  given: whole,
  behaves: { isMute: true, policy: strictestPolicy },
})

/** The hosts that talk with a view. */
export const talkingHosts: readonly NamedHost[] = [
  reference,
  inspector,
  vsCode,
  goose,
  chatGpt,
  claudeDesktop,
]

export { chatGpt, claudeDesktop, goose, mute }

export const namedHosts: readonly NamedHost[] = [...talkingHosts, mute]
