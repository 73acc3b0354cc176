/** Messages of another language: the same keys, other words. */
export type Translated<Messages> = {
  [Key in keyof Messages]: Messages[Key] extends string ? string : Translated<Messages[Key]>
}

/** Paths of all messages in a tree, as `runs.columns.name`. */
export type Paths<Messages, Prefix extends string = ''> = {
  [Key in keyof Messages & string]: Messages[Key] extends string
    ? `${Prefix}${Key}`
    : Paths<Messages[Key], `${Prefix}${Key}.`>
}[keyof Messages & string]
