/** Two small rules that no plugin of ours has. */
import { basename } from 'node:path';

const kebabCase = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/;

const kebabCaseFileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { name: 'File name {{name}}: use kebab-case (concept + role).' },
  },
  create: (context) => ({
    Program: (node) => {
      const name = basename(context.filename);
      if (!kebabCase.test(name)) context.report({ node, messageId: 'name', data: { name } });
    },
  }),
};

const suppressionHasReason = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { reason: 'A lint suppression gives its reason: eslint-disable… rule -- why.' },
  },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        const isSuppression = /^\s*eslint-disable/.test(comment.value);
        if (isSuppression && !/ -- \S/.test(comment.value))
          context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};

export const ownRules = {
  rules: { 'kebab-case-file-name': kebabCaseFileName, 'suppression-has-reason': suppressionHasReason },
};
