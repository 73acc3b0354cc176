import { sql, type SqlBool } from 'kysely'

/** Whether a column has one of the values, however many they are: they are bound as a single one. */
export function isOneOf(column: string, values: readonly string[]) {
  return sql<SqlBool>`${sql.ref(column)} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`
}
