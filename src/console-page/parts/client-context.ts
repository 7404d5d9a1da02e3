import { createContext } from 'preact'

import type { Client } from '../api/client.js'

/** What asks the console, for parts that no page hands it to. */
export const ClientContext = createContext<Client | undefined>(undefined)
