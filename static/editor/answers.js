// Nested answers: attributes are the ontology's (radio, checklist, text, numeric), answers are siblings keyed by attribute hash.

const chosen = (answer, option) => (Array.isArray(answer) ? answer.includes(option.featureNodeHash) : answer === option.featureNodeHash);

const isEmpty = (answer) =>
  answer === undefined || answer === null || (typeof answer === "string" && !answer.trim()) || (Array.isArray(answer) && !answer.length);

/** The attributes that are asked for, given the answers: a nested one only where its option is chosen. Parents first. */
export function asked(attributes, answers = {}) {
  return attributes.flatMap((attribute) => [
    attribute,
    ...(attribute.options ?? [])
      .filter((option) => chosen(answers[attribute.featureNodeHash], option))
      .flatMap((option) => asked(option.options ?? [], answers)),
  ]);
}

/** The answers without empty ones and without those whose question is no longer asked. */
export function prune(attributes, answers) {
  const kept = asked(attributes, answers)
    .map((attribute) => attribute.featureNodeHash)
    .filter((hash) => !isEmpty(answers[hash]));
  return Object.fromEntries(kept.map((hash) => [hash, answers[hash]]));
}

/** The answers in words, parents first: "Blurred, Motion". */
export const inWords = (attributes, answers = {}) =>
  asked(attributes, answers)
    .filter((attribute) => !isEmpty(answers[attribute.featureNodeHash]))
    .flatMap((attribute) => {
      const answer = answers[attribute.featureNodeHash];
      if (!attribute.options?.length) return [String(answer)];
      return attribute.options.filter((option) => chosen(answer, option)).map((option) => option.label);
    })
    .join(", ");

/** The required attributes still without an answer. */
export const missing = (attributes, answers = {}) =>
  asked(attributes, answers).filter((attribute) => attribute.required && isEmpty(answers[attribute.featureNodeHash]));

/** Whether any of the questions, or of those below their options, is required. */
export const hasRequired = (attributes) =>
  attributes.some(({ required, options = [] }) => required || options.some((option) => hasRequired(option.options ?? [])));
