import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import type { Client } from './api/client.js'
import { objectsAt, textAt } from '../record-members.js'
import { serverClient } from './api/tools.js'
import { ChatPage } from './pages/chat.js'
import { ConsentPage } from './pages/consent.js'
import { HomePage } from './pages/home/home-page.js'
import { MessagesPage } from './pages/messages.js'
import { PatientPage } from './pages/patient/patient-page.js'
import { QualityPage } from './pages/quality/quality-page.js'
import { ServersPage } from './pages/servers/servers-page.js'
import { StudiesPage } from './pages/studies.js'
import { StudyPage } from './pages/study/study-page.js'
import { ToolsPage } from './pages/tools/tools-page.js'
import { Shown } from './parts/shown.js'
import { SignInContext } from './parts/sign-in-context.js'
import { useAnswer } from './parts/use-answer.js'
import { useSignIn } from './parts/use-sign-in.js'
import type { PageProps } from './page-props.js'

const pages = {
  home: ['Home', HomePage],
  studies: ['Studies', StudiesPage],
  quality: ['Data quality', QualityPage],
  consent: ['Consent', ConsentPage],
  tools: ['Tools', ToolsPage],
  servers: ['Servers', ServersPage],
  messages: ['Messages', MessagesPage],
  chat: ['Chat', ChatPage],
} as const

type PageName = keyof typeof pages

const isPage = (name: string): name is PageName => Object.hasOwn(pages, name)

/** `#/studies/30001/patients/40001` in parts. */
const usePath = (): readonly string[] => {
  const read = (): readonly string[] =>
    location.hash
      .replace(/^#\/?/, '')
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent)
  const [path, setPath] = useState(read)
  useEffect(() => {
    const changed = (): void => {
      setPath(read())
      document.querySelector<HTMLElement>('main')?.focus()
    }
    addEventListener('hashchange', changed)
    return () => {
      removeEventListener('hashchange', changed)
    }
  }, [])
  return path
}

/** A page that is looked at keeps the console alive. */
const useHeartbeat = (client: Client): void => {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') client.ask('/api/status').catch(() => undefined)
    }, 60_000)
    return () => {
      clearInterval(timer)
    }
  }, [])
}

const Page = ({ client, own, path }: PageProps) => {
  const [first = 'home', ...rest] = path
  if (first === 'studies' && rest[1] === 'patients' && rest[2] !== undefined)
    return <PatientPage client={client} own={own} path={rest} key={path.join('/')} />
  if (first === 'studies' && rest[0] !== undefined)
    return <StudyPage client={client} own={own} path={rest} key={path.join('/')} />
  const [, Found] = pages[isPage(first) ? first : 'home']
  return <Found client={client} own={own} path={rest} />
}

const Navigation = ({ current }: { readonly current: string }) => (
  <nav aria-label="Pages">
    {Object.entries(pages).map(([name, [title]]) => (
      <a href={`#/${name}`} aria-current={name === current ? 'page' : undefined} key={name}>
        {title}
      </a>
    ))}
  </nav>
)

/** The console, once the page has shown its code. */
export function App({ client }: { readonly client: Client }): VNode {
  const path = usePath()
  useHeartbeat(client)
  const signIn = useSignIn(async () => await client.ask('/api/sign-in', {}))
  const own = useAnswer(async () => {
    const servers = objectsAt(await client.ask('/api/servers'), 'servers')
    const found = servers.find((server) => textAt(server, 'kind') === 'own')
    return serverClient(client, found === undefined ? '' : textAt(found, 'id'))
  }, [])
  return (
    <SignInContext.Provider value={signIn}>
      <header>
        <a class="skip" href="#main">
          To the page
        </a>
        <p class="brand">jhe-mcp console</p>
        <Navigation current={path[0] ?? 'home'} />
      </header>
      <main id="main" tabIndex={-1}>
        <Shown answer={own}>{(server) => <Page client={client} own={server} path={path} />}</Shown>
      </main>
    </SignInContext.Provider>
  )
}
