// How often members were renamed: by it, those who keep texts with names in them see that these are old.
import { sql, type Kysely } from "kysely"
import type { Migration } from "kysely/migration"

const statements = [
  // A row, not a sequence: it is to be seen when the new name is, and not before.
  `create table member_renames (count bigint not null)`,
  `insert into member_renames values (0)`,
  `create function member_rename_counted() returns trigger language plpgsql as $$ begin
    update member_renames set count = count + 1;
    return null;
  end $$`,
  `create trigger member_renamed after update of name on "user"
    for each row when (old.name is distinct from new.name) execute function member_rename_counted()`,
]

export const memberRenames: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}
