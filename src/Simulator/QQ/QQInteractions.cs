using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace BotHost.Simulator;

/// <summary>Buttons that were pressed; each must be acknowledged once.</summary>
/// <remarks>Source: wiki "消息按钮".</remarks>
internal sealed class QQInteractions
{
    /// <summary>0 done, 1 failed, 2 too often, 3 repeated, 4 no permission, 5 admins only.</summary>
    private const int MaxCode = 5;

    private readonly ConcurrentDictionary<string, bool> _acknowledged = new(StringComparer.OrdinalIgnoreCase);

    public int Open => _acknowledged.Count(interaction => !interaction.Value);

    public string Begin()
    {
        var id = Guid.NewGuid().ToString("D");
        _acknowledged[id] = false;
        return id;
    }

    public Task AcknowledgeAsync(HttpContext context, string id, JsonElement body)
    {
        if (body.NumberOf("code") is not (>= 0 and <= MaxCode))
            throw new QQRefusedException(QQCodes.BadRequest, "code is none of 0 to 5", "interaction");
        if (!_acknowledged.TryUpdate(id, newValue: true, comparisonValue: false))
            throw new QQRefusedException(QQCodes.BadRequest, "acknowledged before, or never begun", "interaction");
        return context.AnswerAsync(StatusCodes.Status200OK, HttpContextBodies.Json, "{}"u8.ToArray());
    }
}
