import type { App } from '../calls/app.js'

const signsIn = /\bjhe-mcp (?:login|logout|whoami)\b/
const reconnect = 'Reconnect jhe in your host: it then opens the sign-in.'

/** A sentence that tells somebody to do what only who runs this server can do. */
const forAdministrator =
  /^(?:Or )?(?:Check|Correct|Name|Raise|Remove|Restart|Set|Update|Use|Give|Install|Point|Start|Unset)\b.*(?:\bJHE_[A-Z_]+|\bjhe-mcp\b|\bstderr\b)|\bset JHE_[A-Z_]+|\braise JHE_[A-Z_]+|^JHE_[A-Z_]+ raises\b|\bjhe-mcp brake\b/
const addressed = 'For the administrator of this jhe-mcp server:'

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?]) (?=[A-Z`])/)

const reworded = (sentence: string): string => {
  if (signsIn.test(sentence)) return reconnect
  return forAdministrator.test(sentence) ? `${addressed} ${sentence}` : sentence
}

/** A text of an error as somebody reads it who has no terminal on this machine. */
export function servedText(text: string): string {
  const sentences = sentencesOf(text).filter(
    (sentence) => !(sentence.startsWith('Or ') && signsIn.test(sentence)),
  )
  const told = sentences.map(reworded)
  return told.filter((sentence, at) => told.indexOf(sentence) === at).join(' ')
}

const asIs = (text: string): string => text

/**
 * The app for people who reach it over HTTP: who signs in does so in their host, and what concerns a
 * setting is for the administrator.
 */
export function servedApp(app: App): App {
  const { rewriteCommands = asIs } = app
  return { ...app, rewriteCommands: (text) => rewriteCommands(servedText(text)) }
}
