import type { Cell } from './prove.ts'

/** The cells as a table: what differs by role, how often it was compared without telling, and where it may be told. */
export function grid(cells: readonly Cell[]): string {
  const rows = [...new Set(cells.map(({ difference }) => difference.row))]
  const roles = [...new Set(cells.map(({ asker }) => asker.role))].sort()
  const lines = rows.map((row) => [
    row,
    ...roles.map((role) =>
      textOf(cells.filter(({ asker, difference }) => asker.role === role && difference.row === row)),
    ),
  ])
  return [['what differs', ...roles], ['', ...roles].map(() => '---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n')
}

function textOf(cells: readonly Cell[]): string {
  const hidden = cells.filter(({ sees }) => !sees)
  const leaks = hidden.filter(({ told }) => told !== null)
  const seen = cells.filter(({ sees }) => sees)
  const compared = hidden.reduce((sum, one) => sum + one.compared, 0)
  return [
    ...(leaks.length === 0 ? [] : [`**${leaks.length} LEAKS**`]),
    ...(hidden.length === 0 ? [] : [`${compared} equal`]),
    ...(seen.length === 0 ? [] : [`reads: ${seen.filter(({ told }) => told !== null).length} of ${seen.length} told`]),
  ].join('; ')
}

/** The cells that are not as the schema has them, a line each: who tells what he may not read, and what nobody could tell though he reads it. */
export function wrong(cells: readonly Cell[]): readonly string[] {
  return cells.flatMap(({ asker, difference, sees, told }) => {
    if (sees === (told !== null)) return []
    const who = `${asker.name} (${asker.role}, ${asker.purpose}): ${difference.name}`
    if (told === null) return [`BLIND ${who}`]
    const { document, variables } = told.operation
    return [`LEAK ${who}\n  ${document} ${JSON.stringify(variables)}\n  ${told.what}`]
  })
}
