import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'

/**
 * The least that a program between pipes and HTTP can do: each line is posted to the address with the
 * token of the environment, and what comes back is written as a line. It judges, keeps and records nothing.
 */
const address = process.argv[2] ?? ''
const agent = new Agent({ keepAlive: true })
const headers = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${process.env['FLOOR_TOKEN'] ?? ''}`,
}

/** The message in a body, which is JSON or one event of a stream. */
const messageIn = (body: string): string =>
  body.startsWith('{') ? body : (/^data: (.*)$/m.exec(body)?.[1] ?? '')

createInterface({ input: process.stdin }).on('line', (line) => {
  const posted = request(address, { method: 'POST', agent, headers }, (response) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (part: string) => {
      body += part
    })
    response.on('end', () => {
      const message = messageIn(body)
      if (message !== '') process.stdout.write(`${message}\n`)
    })
  })
  posted.end(line)
})
