package org.vmpilot.lrm.jna;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of a C {@code libdrmaa.so} (DRMAA 1.0) that a session needs, under their own names. Each returns an error code, and
 * with one its words in the last two arguments: a buffer and its size. Sizes are C's {@code size_t}, which is a {@code long} on every
 * Linux that runs a JVM of 64 bits.
 */
@SuppressWarnings("checkstyle:MethodName")
interface CDrmaa extends Library {
    int drmaa_init(String contact, byte[] error, long size);

    int drmaa_exit(byte[] error, long size);

    int drmaa_allocate_job_template(PointerByReference template, byte[] error, long size);

    int drmaa_delete_job_template(Pointer template, byte[] error, long size);

    int drmaa_set_attribute(Pointer template, String name, String value, byte[] error, long size);

    int drmaa_set_vector_attribute(Pointer template, String name, String[] values, byte[] error, long size);

    int drmaa_run_job(byte[] job, long jobSize, Pointer template, byte[] error, long size);

    int drmaa_run_bulk_jobs(
            PointerByReference jobs, Pointer template, int start, int end, int increment, byte[] error, long size);

    int drmaa_get_next_job_id(Pointer jobs, byte[] job, long size);

    void drmaa_release_job_ids(Pointer jobs);

    int drmaa_control(String job, int action, byte[] error, long size);

    int drmaa_job_ps(String job, IntByReference state, byte[] error, long size);

    int drmaa_synchronize(String[] jobs, long timeout, int dispose, byte[] error, long size);

    int drmaa_wait(
            String job,
            byte[] ended,
            long endedSize,
            IntByReference status,
            long timeout,
            PointerByReference usage,
            byte[] error,
            long size);

    int drmaa_get_next_attr_value(Pointer values, byte[] value, long size);

    void drmaa_release_attr_values(Pointer values);

    int drmaa_wifexited(IntByReference exited, int status, byte[] error, long size);

    int drmaa_wexitstatus(IntByReference exit, int status, byte[] error, long size);

    int drmaa_wifsignaled(IntByReference signaled, int status, byte[] error, long size);

    int drmaa_wtermsig(byte[] signal, long signalSize, int status, byte[] error, long size);

    int drmaa_wcoredump(IntByReference dumped, int status, byte[] error, long size);

    int drmaa_wifaborted(IntByReference aborted, int status, byte[] error, long size);

    int drmaa_get_contact(byte[] contact, long contactSize, byte[] error, long size);

    int drmaa_get_DRM_system(byte[] system, long systemSize, byte[] error, long size);

    int drmaa_get_DRMAA_implementation(byte[] implementation, long implementationSize, byte[] error, long size);

    int drmaa_version(IntByReference major, IntByReference minor, byte[] error, long size);
}
