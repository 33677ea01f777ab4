/** What each place of a record matches as a whole, as in README.md. */
export const PATTERNS = {
  tenant: '[a-z2-7]{12}|0{12}',
  id: '[a-z2-7]{26}',
  hash: '[0-9a-f]{64}',
  time: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z',
  code: '[0-9A-Za-z][0-9A-Za-z.+-]{0,63}',
  request: '[A-Za-z0-9_=-]{1,64}',
  upper: '[A-Z][A-Z0-9_]{0,31}',
  session: '[a-z0-9]{26,64}',
  root: '[A-Za-z_][A-Za-z0-9_]{0,63}\\.[A-Za-z_][A-Za-z0-9_]{0,63}',
  type: '[A-Za-z_][A-Za-z0-9_]{0,63}',
  field: '[A-Za-z_][A-Za-z0-9_]{0,63}~?',
  basis: '[A-Za-z_]{1,32}|[a-z2-7]{26}',
  pk: '[a-z0-9]{12}#[A-Za-z0-9#._-]{1,100}',
  sk: '[A-Za-z0-9#._-]{1,100}',
  row: '[A-Za-z0-9_-]{22}|-',
} as const

/** The ways in. */
export const origins = ['graphql', 'import', 'access', 'users', 'keys'] as const

/** What is done. */
export const kinds = ['query', 'mutation', 'import'] as const
