import { AccessError } from './errors.ts'
import type { Permit } from './permit.ts'
import type { Shape } from './shape.ts'

const HANDLE = Symbol('handle')

/** A record as the executor gets it: selected names; denied = null, masked = reduced, an allowed connection = true. */
export interface View {
  readonly [field: string]: unknown
  readonly [HANDLE]: { readonly permit: Permit }
}

/** Makes the view of one record: nothing but what the shape names is taken from `content`. */
export function viewOf(options: {
  shape: Shape
  content: Readonly<Record<string, unknown>>
  handle: { readonly permit: Permit }
}): View {
  const { shape, content, handle } = options
  const view: Record<string, unknown> & View = { ...shape.blank, [HANDLE]: handle }
  for (const name of shape.copied) view[name] = content[name] ?? null
  for (const { name, mask } of shape.masked) {
    const value = content[name] ?? null
    view[name] = value === null ? null : mask(value)
  }
  return view
}

/** The permit under which a view was made. @throws AccessError ERR_ACCESS_VIEW */
export function handleOf(view: unknown): { readonly permit: Permit } {
  if (!isView(view)) throw new AccessError('ERR_ACCESS_VIEW')
  return view[HANDLE]
}

function isView(value: unknown): value is View {
  return typeof value === 'object' && value !== null && HANDLE in value
}
