import { gunzipSync } from 'node:zlib'

/** The must-support elements of the package's profiles by resource type, as JSON names them: `valueQuantity.unit`. */
export type MustSupport = Readonly<Record<string, readonly string[]>>

interface Element {
  readonly id: string
  readonly mustSupport?: boolean
  readonly type?: readonly { readonly code: string; readonly extension?: readonly { readonly url: string }[] }[]
}
interface Profile {
  readonly resourceType: string
  readonly kind: string
  readonly type: string
  readonly snapshot: { readonly element: readonly Element[] }
}

/** http://hl7.org/fhir/R4/extension-elementdefinition-type-must-support.html: which of a choice's types are meant. */
const TYPE_MEANT = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-type-must-support'

/** Reads a package of profiles (.tgz) for these resource types. */
export function mustSupportOf(tgz: Uint8Array, types: readonly string[]): MustSupport {
  const found = new Map(types.map((type) => [type, new Set<string>()]))
  for (const profile of profilesIn(gunzipSync(tgz)))
    if (profile.kind === 'resource')
      for (const path of pathsOf(profile.snapshot.element)) found.get(profile.type)?.add(path)
  return Object.fromEntries([...found].map(([type, paths]) => [type, [...paths].sort()]))
}

function pathsOf(elements: readonly Element[]): string[] {
  const byId = new Map(elements.map((element) => [element.id, element]))
  return elements.flatMap(({ id, mustSupport }) => (mustSupport ? jsonNames(id, byId) : []))
}

/** An element id without its slices, once for each type that its choices may have. */
function jsonNames(id: string, byId: ReadonlyMap<string, Element>): string[] {
  const parts = id.split('.')
  return parts.slice(1).reduce<string[]>(
    (paths, part, i) => {
      const names = namesOf(part, byId.get(parts.slice(0, i + 2).join('.')))
      return paths.flatMap((path) => names.map((name) => (path === '' ? name : `${path}.${name}`)))
    },
    [''],
  )
}

function namesOf(part: string, element: Element | undefined): string[] {
  const [name = '', slice] = part.split(':')
  // Which extension it is says its slice.
  if (name === 'extension' && slice !== undefined) return [part]
  if (!name.endsWith('[x]')) return [name]
  const all = element?.type ?? []
  const meant = all.filter(({ extension = [] }) => extension.some(({ url }) => url === TYPE_MEANT))
  const types = meant.length > 0 ? meant : all
  return types.map(({ code }) => `${name.slice(0, -3)}${code.charAt(0).toUpperCase()}${code.slice(1)}`)
}

/** POSIX ustar: a header of 512 bytes with name and octal size, then the file in blocks of 512. */
function* profilesIn(tar: Buffer): Generator<Profile> {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/, '')
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8) || 0
    if (/^package\/StructureDefinition-.*\.json$/.test(name))
      yield JSON.parse(tar.toString('utf8', at + 512, at + 512 + size))
    at += 512 + Math.ceil(size / 512) * 512
  }
}
