// Descriptors sent over a Unix socket (SCM_RIGHTS), whose macros Swift cannot use.
#pragma once

/// The most that are sent at once; the kernel's own limit is 253.
#define DESCRIPTORS_AT_ONCE 128

/// Sends descriptors along with one byte; 0, or what errno was.
int descriptors_send(int socket, const int *descriptors, int count);

/// Receives what was sent at once, closed in programs that are started; how many, or -1 with errno.
/// The room must be for DESCRIPTORS_AT_ONCE.
int descriptors_receive(int socket, int *descriptors);
