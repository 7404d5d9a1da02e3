import { describe, expect, it } from 'vitest'

import { parseConnectionUrl } from '../../../src/db/postgres/connection-url.js'
import { caught } from '../../support/caught.js'

const environment = { env: {}, home: '/home/ada' }
const noFiles = (): string => {
  throw new Error('nothing to read here')
}

const parse = (text: string) => parseConnectionUrl(text, noFiles)

interface Meaning {
  readonly host: string
  readonly port?: number
  readonly database: string
  readonly tls: 'verified' | 'unverified' | 'off'
  readonly ignored?: readonly string[]
}

/** What hosting services and tools print for their users to copy. */
const readyMade: readonly (readonly [from: string, text: string, meaning: Meaning])[] = [
  [
    'Neon',
    'postgresql://reader:pw@ep-cool-1.us-east-2.aws.neon.tech/jhe?sslmode=require&channel_binding=require',
    { host: 'ep-cool-1.us-east-2.aws.neon.tech', database: 'jhe', tls: 'unverified' },
  ],
  [
    'Neon without SNI',
    'postgresql://reader:pw@pg.neon.tech/jhe?sslmode=verify-full&options=endpoint%3Dep-cool-1',
    { host: 'pg.neon.tech', database: 'jhe', tls: 'verified' },
  ],
  [
    'Supabase, direct',
    'postgresql://postgres:pw@db.abcdefgh.supabase.co:5432/postgres',
    { host: 'db.abcdefgh.supabase.co', database: 'postgres', tls: 'verified' },
  ],
  [
    'Supabase, pooler',
    'postgres://postgres.abcdefgh:pw@aws-0-us-east-1.pooler.supabase.com:6543/postgres?pgbouncer=true&supa=base-pooler.x',
    {
      host: 'aws-0-us-east-1.pooler.supabase.com',
      port: 6543,
      database: 'postgres',
      tls: 'verified',
      ignored: ['pgbouncer', 'supa'],
    },
  ],
  [
    'RDS',
    'host=jhe.abc.us-east-1.rds.amazonaws.com port=5432 dbname=jhe user=reader password=pw sslmode=verify-full sslrootcert=system',
    { host: 'jhe.abc.us-east-1.rds.amazonaws.com', database: 'jhe', tls: 'verified' },
  ],
  [
    'Azure',
    "host=jhe.postgres.database.azure.com port=5432 dbname=jhe user='reader@jhe' password='{your password}' sslmode=require",
    { host: 'jhe.postgres.database.azure.com', database: 'jhe', tls: 'unverified' },
  ],
  [
    'Fly',
    'postgres://jhe:pw@jhe-db.flycast:5432/jhe?sslmode=disable',
    { host: 'jhe-db.flycast', database: 'jhe', tls: 'off' },
  ],
  [
    'Cloud SQL',
    'postgresql://reader:pw@/jhe?host=/cloudsql/project:region:instance',
    { host: '/cloudsql/project:region:instance', database: 'jhe', tls: 'off' },
  ],
  [
    'Prisma',
    'postgresql://reader:pw@localhost:5432/jhe?schema=public&pgbouncer=true&connection_limit=1&pool_timeout=0&connect_timeout=300',
    {
      host: 'localhost',
      database: 'jhe',
      tls: 'off',
      ignored: ['schema', 'pgbouncer', 'connection_limit', 'pool_timeout'],
    },
  ],
  [
    'Heroku',
    'postgres://u1:pw@ec2-1-2-3-4.compute-1.amazonaws.com:5432/d1?sslmode=no-verify',
    { host: 'ec2-1-2-3-4.compute-1.amazonaws.com', database: 'd1', tls: 'unverified' },
  ],
  [
    'what JDBC calls ssl',
    'postgresql://reader:pw@db.example.org/jhe?ssl=true',
    { host: 'db.example.org', database: 'jhe', tls: 'unverified' },
  ],
  [
    'node-postgres',
    'postgresql://reader:pw@db.example.org/jhe?uselibpqcompat=true&sslmode=require',
    { host: 'db.example.org', database: 'jhe', tls: 'unverified', ignored: ['uselibpqcompat'] },
  ],
  [
    'PgBouncer on this machine',
    'postgresql://reader:pw@127.0.0.1:6432/jhe?application_name=jhe&target_session_attrs=any',
    {
      host: '127.0.0.1',
      port: 6432,
      database: 'jhe',
      tls: 'off',
      ignored: ['application_name'],
    },
  ],
]

describe('a ready-made connection string', () => {
  it.each(readyMade)('P01: of %s means what it says', (_from, text, meaning) => {
    const { client, tls, ignored } = parseConnectionUrl(text, noFiles, environment)
    expect(client).toMatchObject({
      host: meaning.host,
      port: meaning.port ?? 5432,
      database: meaning.database,
    })
    expect(tls).toBe(meaning.tls)
    expect(ignored.map(({ name }) => name)).toEqual(meaning.ignored ?? [])
    expect(ignored.every(({ why }) => why !== '')).toBe(true)
  })

  it.each([
    ['psql "postgresql://ada:planted@db/jhe"', 'begins with the command psql'],
    ['"postgresql://ada:planted@db/jhe"', 'quotation marks'],
    ['DATABASE_URL=postgresql://ada:planted@db/jhe', 'name of a variable'],
    ['export PGURL=postgres://ada:planted@db/jhe', 'name of a variable'],
    ['jdbc:postgresql://db/jhe?user=ada&password=planted', 'JDBC'],
    ['postgresql+psycopg2://ada:planted@db/jhe', 'SQLAlchemy'],
    ['postgres+asyncpg://ada:planted@db/jhe', 'SQLAlchemy'],
    ['prisma://accelerate.prisma-data.net/?api_key=planted', 'Prisma'],
    ['mysql://ada:planted@db/jhe', 'must be a PostgreSQL URL'],
    ['https://ada:planted@db/jhe', 'must be a PostgreSQL URL'],
    ['Server=db;Database=jhe;User Id=ada;Password=planted;', '.NET'],
    ['postgresql:/ada:planted@db/jhe', 'no // after its scheme'],
    ['planted', 'must be a PostgreSQL URL'],
    ['postgresql://ada:planted@a,b,c/jhe?port=1,2', 'names 2 ports for 3 hosts'],
    ['host=a,b hostaddr=10.0.0.1 password=planted', 'names 2 names of hosts for 1 host'],
    ['postgresql://ada:planted@db/jhe?target_session_attrs=planted', 'target_session_attrs'],
    ['postgresql://ada:planted@a,b/jhe?load_balance_hosts=planted', 'load_balance_hosts'],
    ['postgresql://ada:planted@db/jhe?sslaccept=strict', 'sslaccept'],
    ['postgresql://ada:planted@db/jhe?schema=planted', 'schema'],
    ['postgresql://ada:planted@db/jhe?unix_sock=/planted', 'unix_sock'],
    ['postgresql://ada:planted@db/jhe?planted=1', 'libpq does not know: number 1 of'],
    ['host=db planted=1', 'libpq does not know: number 2 of'],
  ])('P13: %s is refused by name', (text, why) => {
    const { code, message, hint } = caught(() => parse(text))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toMatch(/^JHE_DB_CONN /)
    expect(message).toContain(why)
    expect(`${message} ${hint}`).not.toMatch(/planted|ada/)
    expect(hint).not.toBe('')
  })
})

describe('a password in JHE_DB_CONN', () => {
  it.each([
    ['p?w', 'p?w'],
    ['p&w', 'p&w'],
    ['p#w', 'p#w'],
    ['p:w', 'p:w'],
    ['p=w', 'p=w'],
    ['p+w', 'p+w'],
    ['p%25w', 'p%w'],
    ['p%40w', 'p@w'],
    ['p%2Fw', 'p/w'],
    ['p%20w', 'p w'],
    ['p%C3%A9w', 'péw'],
    ['péw', 'péw'],
    ['', undefined],
  ])('P13: written as %s is understood as libpq does', (written, means) => {
    const { password, host, database } = parse(
      `postgresql://ada:${written}@db.example.org/jhe`,
    ).client
    expect({ password, host, database }).toEqual({
      password: means,
      host: 'db.example.org',
      database: 'jhe',
    })
  })

  it.each([
    ['plan%ted', '%', '%25'],
    ['plan%zzted', '%', '%25'],
    ['plan ted', 'blank', '%20'],
    ['plan@ted', '@', '%40'],
    ['plan/ted', '/', '%2F'],
    ['pl?an/ted', '/', '%2F'],
    ['plan@ted/x', '@', '%40'],
    ['12/ted', '/', '%2F'],
  ])('P13: written as %s is explained and not shown', (written, sign, code) => {
    const { message, hint } = caught(() =>
      parse(`postgresql://ada:${written}@db.example.org:5432/jhe?sslmode=require`),
    )
    expect(message).toContain(`a raw ${sign} in its`)
    expect(hint).toContain(code)
    expect(`${message} ${hint}`).not.toMatch(/plan|ted|example/)
  })

  it.each([
    'host=db password=plan ted',
    "host=db password='plan ted",
    'host=db password=plan ted=x',
    'postgresql://db/jhe?user=ada&password=plan&ted',
    'postgresql://db/jhe?user=ada&password=plan&ted=x',
    'postgresql://ada:%E9plan@db/jhe',
    'postgresql://ada:plan%00ted@db/jhe',
  ])('P13: in %s is not shown either', (text) => {
    const { code, message, hint } = caught(() => parse(text))
    expect(code).toBe('CONFIG_INVALID')
    expect(`${message} ${hint}`).not.toMatch(/plan|ted\b/)
  })

  it('may hold anything between quotation marks of a keyword', () => {
    const text = String.raw`host = db  password='it''s' user=ada`
    expect(caught(() => parse(text)).code).toBe('CONFIG_INVALID')
    const { client } = parse(String.raw`host = db  password='it\'s a \\ b' user = ada`)
    expect(client).toMatchObject({ host: 'db', user: 'ada', password: String.raw`it's a \ b` })
  })
})

describe('a host in JHE_DB_CONN', () => {
  it.each([
    ['postgresql://u:pw@/jhe?host=/run/postgresql', '/run/postgresql'],
    ['postgresql:///jhe?host=/run/postgresql', '/run/postgresql'],
    ['postgresql://u@%2Frun%2Fpostgresql/jhe', '/run/postgresql'],
    ['postgresql://u@localhost/jhe?host=/run/postgresql', '/run/postgresql'],
    ['host=/run/postgresql dbname=jhe', '/run/postgresql'],
    ['postgresql://u@[::1]:5433/jhe', '::1'],
    ['postgresql://u@[2001:db8::1]/jhe', '2001:db8::1'],
    ['postgresql://u@:5433/jhe', 'localhost'],
    ['postgresql://u@localhost/jhe?hostaddr=127.0.0.1', '127.0.0.1'],
    ['dbname=jhe', 'localhost'],
  ])('P05: as in %s is %s', (text, host) => {
    expect(parse(text).client.host).toBe(host)
    expect(parse(text).client.database).toBe('jhe')
    expect(parse(text).client.user).not.toBe('')
  })

  it.each([
    ['postgresql://u@::1/jhe', 'host that cannot be read'],
    ['postgresql://u@[::1/jhe', 'host that cannot be read'],
    ['postgresql://u@db:54x/jhe', 'port'],
    ['host=@abstract dbname=jhe', 'abstract socket'],
  ])('P05: as in %s is refused', (text, why) => {
    expect(caught(() => parse(text)).message).toContain(why)
  })

  it('is checked where it leads elsewhere than it is called', () => {
    expect(parse('postgresql://u@db.example.org/jhe?hostaddr=127.0.0.1').tls).toBe('verified')
    expect(parse('postgresql://u@localhost/jhe?hostaddr=10.0.0.1').tls).toBe('verified')
  })
})

describe('what psql takes and few people write', () => {
  it.each([
    [`host='127.0.0.1'port='5999'user='ada'`, { port: 5999, user: 'ada' }],
    [`host=127.0.0.1 port=' 5999 ' user=ada`, { port: 5999 }],
    ['host=127.0.0.1 port=+5999 user=ada', { port: 5999 }],
    [`host=127.0.0.1 user=ada connect_timeout=' 3'`, { port: 5432 }],
    [`host=127.0.0.1 user=ada password=a'b`, { password: "a'b" }],
    ['host=127.0.0.1 user=ada ssl_min_protocol_version=tlsv1.2', { host: '127.0.0.1' }],
  ])('%s is read as psql reads it', (text, client) => {
    expect(parse(text).client).toMatchObject(client)
  })
})
