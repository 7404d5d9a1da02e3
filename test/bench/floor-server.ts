import { serveStdio } from '@modelcontextprotocol/server/stdio'

import { floorServers } from './floor-tools.js'

serveStdio(floorServers(process.argv[2] ?? ''))
