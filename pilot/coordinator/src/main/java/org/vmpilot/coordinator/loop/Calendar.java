package org.vmpilot.coordinator.loop;

import java.util.Properties;
import org.quartz.CronScheduleBuilder;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * What is due by the calendar, not when some time has elapsed: by Quartz, in memory, because it is due again after a restart anyway, and
 * its JDBC store does not work on SQLite.
 */
public final class Calendar implements AutoCloseable {
    private final Scheduler scheduler;

    /** @throws SchedulerException if Quartz cannot be started */
    public Calendar() throws SchedulerException {
        Properties properties = new Properties();
        properties.put("org.quartz.scheduler.instanceName", "vmpilot");
        properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.put("org.quartz.threadPool.threadCount", "1");
        properties.put("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.put("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        properties.put("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        scheduler = new StdSchedulerFactory(properties).getScheduler();
        scheduler.setJobFactory((bundle, owner) ->
                context -> ((Runnable) bundle.getJobDetail().getJobDataMap().get("due")).run());
        scheduler.start();
    }

    /**
     * @param name of what is due, once in a calendar
     * @param cron Quartz's expression, in the machine's time zone
     * @param due short: it posts to the loop
     */
    public void every(String name, String cron, Runnable due) throws SchedulerException {
        var job = JobBuilder.newJob(Job.class).withIdentity(name).build();
        job.getJobDataMap().put("due", due);
        scheduler.scheduleJob(
                job,
                TriggerBuilder.newTrigger()
                        .withIdentity(name)
                        .withSchedule(CronScheduleBuilder.cronSchedule(cron))
                        .build());
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(false);
    }
}
