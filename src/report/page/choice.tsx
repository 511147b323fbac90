export interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  /** [value, text] pairs. */
  readonly options: readonly (readonly [Value, string])[];
  readonly onChoose: (value: Value) => void;
}

/** A labelled drop-down list. */
export function Choice<Value extends string>({ label, value, options, onChoose }: ChoiceProps<Value>) {
  const choose = (text: string) => {
    const option = options.find(([candidate]) => candidate === text);
    if (option) onChoose(option[0]);
  };
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
