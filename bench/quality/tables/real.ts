// Real tables: those of a folder that the person names, and those of vega-datasets.
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { DuckDBInstance } from "@duckdb/node-api"
import type { QualityTable } from "./table.ts"

interface Source extends Omit<QualityTable, "columns"> {
  /** SQL with the file as $file; without rows that lack the target. */
  readonly sql: string
  /** A file of the person's folder or, after `vega:`, of vega-datasets. */
  readonly file: string
}

const wine = { target: "quality", file: "wine_quality.csv", sql: "select * from read_csv($file)" } as const
const movies = "vega:movies.json"

export const sources: readonly Source[] = [
  {
    name: "adult",
    target: "income",
    type: "category",
    split: "split",
    file: "adult.csv",
    // The official test rows; of the others every tenth validates.
    sql: `select * replace (case when split = 0 and (row_number() over (partition by split)) % 10 = 0 then 1 else split end as split)
      from read_csv($file)`,
  },
  {
    name: "titanic",
    target: "survived",
    type: "binary",
    file: "titanic.csv",
    sql: "select * exclude (name, ticket, cabin) from read_csv($file)",
  },
  { name: "wine_quality", type: "number", ...wine },
  {
    ...wine,
    name: "wine_quality_classes",
    type: "category",
    sql: "select * replace (quality::varchar as quality) from read_csv($file)",
  },
  {
    name: "penguins",
    target: "Species",
    type: "category",
    file: "vega:penguins.json",
    sql: "select * from read_json($file)",
  },
  {
    name: "cars",
    target: "Miles_per_Gallon",
    type: "number",
    file: "vega:cars.json",
    sql: `select * exclude (Name) replace (year(Year) as Year) from read_json($file, columns = {Name: 'varchar', Miles_per_Gallon: 'double',
      Cylinders: 'double', Displacement: 'double', Horsepower: 'double', Weight_in_lbs: 'double', Acceleration: 'double', Year: 'date',
      Origin: 'varchar'}) where Miles_per_Gallon is not null`,
  },
  {
    name: "movies_rating",
    target: "IMDB Rating",
    type: "number",
    file: movies,
    sql: `select * exclude (Title, "Release Date") from read_json($file, convert_strings_to_integers = false, sample_size = -1)
      where "IMDB Rating" is not null`,
  },
  {
    name: "movies_gross",
    target: "Worldwide Gross",
    type: "number",
    file: movies,
    sql: `select * exclude (Title, "Release Date", "US Gross", "US DVD Sales") replace (try_cast("Worldwide Gross" as double) as "Worldwide Gross")
      from read_json($file, sample_size = -1) where try_cast("Worldwide Gross" as double) is not null`,
  },
  {
    name: "birdstrikes",
    target: "damage",
    type: "binary",
    file: "vega:birdstrikes.csv",
    sql: `select * exclude ("Effect Amount of damage", "Flight Date", "Cost Other", "Cost Repair", "Cost Total $"),
      "Effect Amount of damage" != 'None' as damage from read_csv($file, nullstr = '')`,
  },
  {
    name: "seattle_weather",
    target: "weather",
    type: "category",
    file: "vega:seattle-weather.csv",
    sql: "select * exclude (date), month(date) as month from read_csv($file)",
  },
]

const vega = fileURLToPath(new URL("../../../node_modules/vega-datasets/data/", import.meta.url))

/** Undefined where its folder was not named. */
export async function readTable(source: Source, folder: string | undefined): Promise<QualityTable | undefined> {
  const isVega = source.file.startsWith("vega:")
  if (!isVega && folder === undefined) return undefined
  const path = isVega ? join(vega, source.file.slice("vega:".length)) : join(folder ?? "", source.file)
  const instance = await DuckDBInstance.create(":memory:")
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(source.sql.replace("$file", `'${path.replaceAll("'", "''")}'`))
  const columns = reader.getColumnsObjectJS()
  connection.closeSync()
  instance.closeSync()
  return {
    ...source,
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.map(plain)])),
  }
}

/** Numbers and texts as they are, whatever else it is as a text. */
const plain = (value: unknown): number | string | null => {
  if (value === null || typeof value === "number") return value
  return typeof value === "bigint" ? Number(value) : String(value as string | boolean)
}
