// The features of a config as a form: each column's role and type. It writes into the config's text.
import type { ColumnProfile, Revision } from "@fidelio/client"
import { Badge } from "../../components/badge.tsx"
import { Table } from "../../components/card.tsx"
import { BareSelect } from "../../components/field.tsx"
import { Empty } from "../../components/states.tsx"
import {
  featureKinds,
  readOutline,
  setFeatureRole,
  setFeatureType,
  setModelType,
  type ConfigFeature,
  type FeatureKind,
  type Role,
} from "../../editor/features.ts"
import { formatCount } from "../../format.ts"
import { Sparkbars } from "../datasets/sparkbars.tsx"
import { isModelType, modelTypes } from "./model-types.ts"

interface FeatureFormProps {
  readonly text: string
  /** Of the data that is chosen, once it is known. */
  readonly revision: Revision | undefined
  readonly isReadOnly: boolean
  readonly onChange: (text: string) => void
}

export function FeatureForm({ text, revision, isReadOnly, onChange }: FeatureFormProps) {
  const outline = readOutline(text)
  if (outline === undefined)
    return (
      <Empty icon="alert" title="The config cannot be read">
        The form comes back when its text is YAML again; the problem is marked in it.
      </Empty>
    )
  const profile = revision?.profile ?? []
  const columns = new Set(profile.map(({ name }) => name))
  const strangers = outline.features.filter(({ column }) => !columns.has(column))
  return (
    <>
      <ModelTypeField modelType={outline.modelType} text={text} isReadOnly={isReadOnly} onChange={onChange} />
      <Table
        label="Features"
        head={
          <>
            <th scope="col">Column</th>
            <th scope="col" className="roomy">
              Values
            </th>
            <th scope="col">Role</th>
            <th scope="col">Type</th>
          </>
        }
      >
        {profile.map((column) => (
          <FeatureRow
            key={column.name}
            name={column.name}
            profile={column}
            feature={outline.features.find((one) => one.column === column.name)}
            text={text}
            isReadOnly={isReadOnly}
            onChange={onChange}
          />
        ))}
        {strangers.map((feature, i) => (
          <FeatureRow
            key={`${feature.column} ${i}`}
            name={feature.column}
            profile={undefined}
            feature={feature}
            text={text}
            isReadOnly={isReadOnly}
            onChange={onChange}
          />
        ))}
      </Table>
    </>
  )
}

interface ModelTypeFieldProps extends Omit<FeatureFormProps, "revision"> {
  readonly modelType: string
}

const ModelTypeField = ({ modelType, text, isReadOnly, onChange }: ModelTypeFieldProps) => (
  <div className="form-head row">
    <span className="small strong">Type of model</span>
    <BareSelect
      label="Type of model"
      value={isModelType(modelType) ? modelType : "ecd"}
      choices={modelTypes}
      disabled={isReadOnly}
      onChange={(event) => onChange(setModelType(text, event.target.value))}
    />
  </div>
)

interface FeatureRowProps {
  readonly name: string
  readonly profile: ColumnProfile | undefined
  readonly feature: ConfigFeature | undefined
  readonly text: string
  readonly isReadOnly: boolean
  readonly onChange: (text: string) => void
}

const roles: readonly { readonly value: Role; readonly label: string }[] = [
  { value: "input", label: "input" },
  { value: "output", label: "output" },
  { value: "excluded", label: "left out" },
]

function FeatureRow({ name, profile, feature, text, isReadOnly, onChange }: FeatureRowProps) {
  const role: Role = feature?.role ?? "excluded"
  const type = kindOf(feature?.type) ?? profile?.type ?? "category"
  return (
    <tr data-role={role}>
      <th scope="row">
        {name}
        {profile === undefined && <div className="warn small">not in this data</div>}
        {profile?.excluded !== undefined && <div className="quiet small">{profile.excluded}</div>}
      </th>
      <td className="roomy">
        {profile !== undefined && (
          <>
            <Sparkbars column={profile} />
            <span className="quiet small">{formatCount(profile.distinct)} distinct</span>
          </>
        )}
      </td>
      <td className="tight">
        <BareSelect
          label={`Role of ${name}`}
          value={role}
          choices={roles}
          disabled={isReadOnly}
          onChange={(event) => onChange(setFeatureRole(text, name, roleOf(event.target.value), type))}
        />
      </td>
      <td className="tight">
        {feature === undefined ? (
          <Badge>{type}</Badge>
        ) : (
          <BareSelect
            label={`Type of ${name}`}
            value={feature.type}
            choices={[...new Set([...featureKinds, feature.type])].map((value) => ({ value, label: value }))}
            disabled={isReadOnly}
            onChange={(event) => onChange(setFeatureType(text, name, kindOf(event.target.value) ?? type))}
          />
        )}
      </td>
    </tr>
  )
}

const kindOf = (text: string | undefined): FeatureKind | undefined => featureKinds.find((kind) => kind === text)
const roleOf = (text: string): Role => roles.find(({ value }) => value === text)?.value ?? "excluded"
