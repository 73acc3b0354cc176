/** A number of the form as an experiment has it: missing where it is left to the engine. */
export const given = (value: number | null): number | undefined => value ?? undefined
