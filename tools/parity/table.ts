import type { KerasNames, Notes, Row, Status } from './compare.ts';

export interface ComparedGroup {
  title: string;
  rows: readonly Row[];
  /** Why the whole group is not planned, if it is not. */
  refusal: string | null;
}

export interface ComparedSection {
  title: string;
  groups: readonly ComparedGroup[];
}

const statuses: readonly Status[] = ['yes', 'partly', 'not yet', 'not planned'];

/** The parity document, in Markdown. */
export function parityDocument(keras: KerasNames, sections: readonly ComparedSection[], notes: Notes): string {
  return [
    '# Parity with Keras 3',
    '',
    `${keras.description} Beside each, where it is in \`argali\`. \`npm run parity\` writes this page from what the package exports, and CI fails when it is stale.`,
    '',
    '*yes*: there with all its arguments. *partly*: there, without the arguments named. *not yet*: planned. *not planned*: with the reason.',
    'Names are spelt in camelCase here, classes as in Keras; a constructor takes its arguments as one object.',
    '',
    ...summary(sections),
    '## Arguments that no name takes',
    '',
    '| Argument | Why |',
    '|---|---|',
    ...Object.entries(notes.arguments).map(([name, reason]) => `| \`${name}\` | ${reason} |`),
    '',
    '## Remarks',
    '',
    ...notes.remarks.map((remark) => `- ${remark}`),
    '',
    ...sections.flatMap(sectionText),
  ].join('\n');
}

function summary(sections: readonly ComparedSection[]): string[] {
  const line = (title: string, groups: readonly ComparedGroup[]): string => {
    const rows = groups.flatMap((group) => group.rows);
    return `| ${title} | ${statuses.map((status) => rows.filter((row) => row.status === status).length).join(' | ')} |`;
  };
  return [
    `| Section | ${statuses.join(' | ')} |`,
    '|---|--:|--:|--:|--:|',
    ...sections.map(({ title, groups }) => line(`[${title}](#${anchor(title)})`, groups)),
    line(
      '**All**',
      sections.flatMap((section) => section.groups),
    ),
    '',
  ];
}

/** The fragment that Markdown renderers give a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function sectionText({ title, groups }: ComparedSection): string[] {
  return [`## ${title}`, '', ...groups.flatMap(groupText)];
}

function groupText({ title, rows, refusal }: ComparedGroup): string[] {
  if (refusal !== null) return [`### ${title}`, '', `${rows.length} names, not planned: ${refusal}.`, ''];
  return [
    `### ${title}`,
    '',
    '| Keras | argali | Status | Notes |',
    '|---|---|---|---|',
    ...rows.map(
      ({ keras, ours, status, note }) =>
        `| \`${keras}\` | ${ours === null ? '' : `\`${ours}\``} | ${status} | ${note} |`,
    ),
    '',
  ];
}
