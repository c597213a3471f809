package org.vmpilot.coordinator.loop;

import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;

/** Wakes by Quartz, in memory: its JDBC store does not work on SQLite, and nothing here must outlive the process. */
public final class QuartzWake implements Wake, AutoCloseable {
    private static final TriggerKey NEXT = TriggerKey.triggerKey("next");

    private final Scheduler scheduler;
    private final JobDetail job;

    /**
     * @param onWake short: it posts to the engine
     * @throws SchedulerException if Quartz cannot be started
     */
    public QuartzWake(Runnable onWake) throws SchedulerException {
        Properties properties = new Properties();
        properties.put("org.quartz.scheduler.instanceName", "vmpilot");
        properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.put("org.quartz.threadPool.threadCount", "1");
        properties.put("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.put("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.put("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        scheduler = new StdSchedulerFactory(properties).getScheduler();
        scheduler.setJobFactory((bundle, owner) -> context -> onWake.run());
        job = JobBuilder.newJob(Job.class).withIdentity("wake").storeDurably().build();
        scheduler.addJob(job, true);
        scheduler.start();
    }

    @Override
    public synchronized void at(Instant due) {
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(NEXT)
                .forJob(job)
                .startAt(Date.from(due))
                .build();
        try {
            // The trigger goes when it has fired: then there is nothing to replace.
            if (scheduler.rescheduleJob(NEXT, trigger) == null) {
                scheduler.scheduleJob(trigger);
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz does not take a trigger", e);
        }
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(false);
    }
}
