using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace BotHost.Conversation.Audit;

/// <summary>Writes down with which settings the host was started.</summary>
internal sealed class StartAudit(IAudit audit, ConfigurationFacts facts) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => audit.RecordAsync(
        new AuditEntry("", "host", "configuration", string.Create(CultureInfo.InvariantCulture, $"settings {facts.Digest}, {facts.Bots} bots, {facts.Models} models")),
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
