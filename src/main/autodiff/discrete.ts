/** Operators whose result is constant almost everywhere, or no number to differentiate: gradients end at them. */
export const DISCRETE: ReadonlySet<string> = new Set([
  ...['And', 'ArgMax', 'ArgMin', 'BitShift', 'BitwiseAnd', 'BitwiseNot', 'BitwiseOr', 'BitwiseXor', 'Ceil'],
  ...['Constant', 'ConstantOfShape', 'Equal', 'EyeLike', 'Floor', 'Greater', 'GreaterOrEqual', 'IsInf'],
  ...['IsNaN', 'Less', 'LessOrEqual', 'NonMaxSuppression', 'NonZero', 'Not', 'Or', 'Range', 'Round', 'Shape'],
  ...['Sign', 'Size', 'Xor'],
])
