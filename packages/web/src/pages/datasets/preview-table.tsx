// The first rows of a table as they are.
import type { Revision } from "@fidelio/client"
import { Card, Table } from "../../components/card.tsx"

export const PreviewTable = ({ preview: { columns, rows } }: { readonly preview: Revision["preview"] }) => (
  <Card isPadded={false}>
    <Table
      label="First rows"
      head={columns.map((column) => (
        <th key={column} scope="col">
          {column}
        </th>
      ))}
    >
      {rows.map((row, i) => (
        <tr key={i}>
          {row.map((cell, j) => (
            <td key={j} className={typeof cell === "number" ? "number" : ""}>
              {cell === null ? <span className="quiet">missing</span> : <span className="clip">{String(cell)}</span>}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  </Card>
)
