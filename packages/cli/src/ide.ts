import type { IncomingMessage, ServerResponse } from 'node:http'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import type { User } from '@wardgraph/api'
import type { Instance } from './instance.ts'
import { SAVED_QUERIES } from './savedQueries.ts'
import { tokenFor } from './token.ts'
import { listUsers } from './users.ts'

/**
 * The pages of the local server: `/` chooses a user and a saved query around a GraphQL IDE, which calls /graphql with
 * that user's token. Only pages of this very server may ask for them, so that no other site in the browser can.
 */
export function idePages(instance: Instance) {
  return async function pages(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.method !== 'GET' || (pathname !== '/' && pathname !== '/ide')) return false
    if (!ownPage(request)) return answer(response, 403, 'text/plain', 'Only pages of this server.')
    const users = await listUsers(instance.services)
    const as = searchParams.get('as')
    const user = users.find((one) => hatOf(one) === as) ?? onlyOne(users.filter(({ username }) => username === as))
    if (pathname === '/') return answer(response, 200, 'text/html', chooser(users))
    const saved = SAVED_QUERIES.find(({ name }) => name === searchParams.get('saved')) ?? SAVED_QUERIES[0]
    const headers = user === undefined ? {} : { authorization: `Bearer ${await tokenFor(instance, user)}` }
    const html = renderGraphiQL({
      title: 'Wardgraph',
      endpoint: '/graphql',
      defaultQuery: saved?.document ?? '',
      headers: JSON.stringify(headers, null, 2),
      shouldPersistHeaders: false,
      // The token is there for whoever looks for it; the room is the query's.
      defaultEditorToolsVisibility: false,
    })
    return answer(response, 200, 'text/html', html)
  }
}

function ownPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  const host = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')
  return host && (site === undefined || site === 'same-origin' || site === 'none')
}

function answer(response: ServerResponse, status: number, type: string, body: string): true {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
  })
  response.end(body)
  return true
}

const html = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** A username alone names whoever has one membership only. */
function onlyOne([user, ...others]: readonly User[]): User | undefined {
  return others.length === 0 ? user : undefined
}

/** One membership: a person may have several. */
function hatOf({ username, role, tenant }: Pick<User, 'username' | 'role' | 'tenant'>): string {
  return `${username} ${role} ${tenant}`
}

function chooser(users: readonly User[]): string {
  const tenants = [...new Set(users.map(({ tenant }) => tenant))]
  const groups = tenants.map((tenant) => {
    const options = users
      .filter((user) => user.tenant === tenant)
      .map((user) => `<option value="${html(hatOf(user))}">${html(user.username)} (${html(user.role)})</option>`)
    return `<optgroup label="${html(tenant)}">${options.join('')}</optgroup>`
  })
  const queries = SAVED_QUERIES.map(({ name }) => `<option>${html(name)}</option>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Wardgraph, local</title>
<link rel="icon" href="data:,">
<style>
  html, body { margin: 0; height: 100%; font: 15px system-ui, sans-serif; }
  body { display: flex; flex-direction: column; }
  header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; padding: 0.6rem 1rem; background: #12343b; color: #fff; }
  header strong { margin-right: auto; }
  select { font: inherit; padding: 0.2rem; }
  iframe { flex: 1; border: 0; }
</style>
</head>
<body>
<header>
  <strong>Wardgraph <small>local, synthetic data</small></strong>
  <label>Sign in as <select id="as"><option value="">nobody</option>${groups.join('')}</select></label>
  <label>Query <select id="query">${queries.join('')}</select></label>
</header>
<iframe id="ide" title="GraphQL IDE"></iframe>
<script>
  const as = document.getElementById('as'), query = document.getElementById('query'), ide = document.getElementById('ide')
  const first = as.querySelector('optgroup option')
  if (first) as.value = [...as.options].map((o) => o.value).filter((v) => v.startsWith('doctor')).at(-1) || first.value
  // The IDE remembers its last tabs; a chosen user or query is meant to replace them.
  const show = () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith('graphiql')) localStorage.removeItem(name)
    ide.src = '/ide?' + new URLSearchParams({ as: as.value, saved: query.value })
  }
  as.addEventListener('change', show)
  query.addEventListener('change', show)
  show()
</script>
</body>
</html>
`
}
