/** A worker that fails before it connects. */
throw new Error("the worker is broken on purpose");
