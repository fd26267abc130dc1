'use strict';

// The two errors that the node wraps failures in; `cause` keeps what was wrapped.
class NodeApiError extends Error {
  constructor(node, cause, options = {}) {
    super(options.message ?? cause?.message ?? String(cause), { cause });
    this.name = 'NodeApiError';
    this.node = node;
    this.options = options;
  }
}

class NodeOperationError extends Error {
  constructor(node, cause, options = {}) {
    super(typeof cause === 'string' ? cause : (options.message ?? cause?.message), { cause });
    this.name = 'NodeOperationError';
    this.node = node;
    this.options = options;
  }
}

module.exports = { NodeApiError, NodeOperationError };
