import type { Stage } from './stage.ts'

/** Options of a resource that what is stored depends on: where the stage keeps it, neither replaced nor removed with the stage. */
export function held({ keeps }: Pick<Stage, 'keeps'>): { readonly protect: boolean; readonly retainOnDelete: boolean } {
  return { protect: keeps, retainOnDelete: keeps }
}
