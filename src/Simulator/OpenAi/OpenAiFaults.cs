using System.Collections.Concurrent;

namespace BotHost.Simulator;

/// <summary>What one model of the server is made to do wrong. Everything here may be changed while calls run.</summary>
public sealed class OpenAiFaults
{
    private readonly ConcurrentQueue<ModelFault?> _script = new();
    private readonly Dice _dice;
    private double _serverErrors;

    internal OpenAiFaults(int seed) => _dice = new Dice(seed);

    /// <summary>The part of all calls, from 0 to 1, that is answered 500.</summary>
    public double ServerErrors
    {
        get => Volatile.Read(ref _serverErrors);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1.0);
            Volatile.Write(ref _serverErrors, value);
        }
    }

    /// <summary>The calls that <see cref="PauseAnswers"/> holds now.</summary>
    public int HeldCalls => Answers.Held;

    internal Gate Answers { get; } = new();

    /// <summary>The next calls go wrong in this way, before chance has its say. An <see cref="AnswerFlaw"/> is a fault too.</summary>
    public void FailNext(ModelFault fault, int count = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        for (var i = 0; i < count; i++)
            _script.Enqueue(fault);
    }

    /// <summary>The next calls in the script are good ones.</summary>
    public void PassNext(int count = 1)
    {
        for (var i = 0; i < count; i++)
            _script.Enqueue(null);
    }

    /// <summary>Calls wait for their first byte until <see cref="ResumeAnswers"/>.</summary>
    public void PauseAnswers() => Answers.Close();

    public void ResumeAnswers() => Answers.Open();

    /// <summary>Until so many or more calls are held; zero waits until there is none any more.</summary>
    public Task WaitForHeldCallsAsync(int count, TimeSpan timeout) => Answers.UntilHeldAsync(count, timeout);

    /// <summary>No more faults.</summary>
    public void Clear()
    {
        _script.Clear();
        ServerErrors = 0;
        ResumeAnswers();
    }

    internal ModelFault? Next()
    {
        if (_script.TryDequeue(out var scripted))
            return scripted;
        return ServerErrors is > 0 and var share && _dice.Roll() < share ? ModelFault.ServerError : null;
    }
}
