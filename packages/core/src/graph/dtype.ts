// Element types of tensors, with ONNX's numbers for them.

export const dtypeCodes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
} as const

export type Dtype = keyof typeof dtypeCodes

export const isFloat = (dtype: Dtype): boolean => dtype === "float32" || dtype === "float64" || dtype === "float16"
