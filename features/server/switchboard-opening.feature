@certify-server @switchboard
Feature: The way into a chat

  Who wants to talk asks for a switchboard, lets itself in there with the key that it was given, and calls others. Who is called lets itself in with the
  key of the call.

  Background:
    Given the kit plays the client

  Rule: S-SB-01 Who is visible is sent to a switchboard

    @S-SB-01 @S-SB-22
    Example: Alice asks for a switchboard
      Given Alice is online
      When Alice sends:
        """
        >>> XFR <xfr=10> SB\r\n
        # S-SB-01
        <<< XFR <xfr> SB <switchboard=127.0.0.1:1864> CKI <key=17262740.1050826919.32308>\r\n
        """
      Then Alice still answers

  Rule: S-SB-02 Who is not to be seen gets no switchboard

    @S-SB-02
    Example: Alice has set no presence yet
      Given Alice is online
      And Alice has been sent to a switchboard
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> XFR <early=9> SB\r\n
        # S-SB-02
        <<< 913 <early>\r\n
        """
      Then Alice still answers

    @S-SB-02
    Example: Alice hides
      Given Alice is online
      And Alice has been sent to a switchboard
      When Alice sends:
        """
        >>> CHG <hidden=10> HDN 0\r\n
        # S-CHG-01
        <<< CHG <hidden> HDN 0\r\n
        >>> XFR <xfr=11> SB\r\n
        # S-SB-02
        <<< 913 <xfr>\r\n
        >>> CHG <back=12> NLN 0\r\n
        # S-CHG-01
        <<< CHG <back> NLN 0\r\n
        >>> XFR <again=13> SB\r\n
        # S-SB-01
        <<< XFR <again> SB <switchboard> CKI <another=17262741.1050826920.32309>\r\n
        """

  Rule: S-SB-03 The key lets in whom it was given to

    @S-SB-03
    Example: Alice opens a chat
      Given Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard>:
        """
        >>> USR <usr=1> <alice> <key>\r\n
        # S-SB-03
        <<< USR <usr> OK <alice> <alice-name=Alice>\r\n
        """
      Then Alice hears no other IRO (S-SB-03)

  Rule: S-SB-04 Another key does not, nor does it let in anybody else

    @S-SB-04
    Scenario Outline: <what> opens no chat
      Given Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard> as no client should:
        """
        >>> USR <usr=1> <words>\r\n
        """
      Then the switchboard answers Alice's <usr> with 911 or a close (S-SB-04)
      And Alice's session goes on (S-SB-20)

      Examples:
        | what                     | words         |
        | A key that nobody gave   | <alice> 1.2.3 |
        | The key of somebody else | <bob> <key>   |

    @S-SB-04
    Scenario Outline: A call is not answered with <what>
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <session> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      When Bob calls at <there> as no client should:
        """
        >>> ANS <ans=1> <words>\r\n
        """
      Then the switchboard answers Bob's <ans> with 911 or a close (S-SB-04)
      And Alice hears no other JOI (S-SB-04)
      And Bob's session goes on (S-SB-20)

      Examples:
        | what                   | words                   |
        | a key that nobody gave | <bob> 1.2.3 <session>   |
        | the id of another chat | <bob> <key> 4711        |
        | another account        | <alice> <key> <session> |

  Rule: S-SB-05 A key works once

    @S-SB-05
    Example: Alice comes twice with one key
      Given Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard>:
        """
        >>> USR <usr=1> <alice> <key>\r\n
        # S-SB-03
        <<< USR <usr> OK <alice> <alice-name=Alice>\r\n
        """
      And Alice calls at <switchboard> as no client should:
        """
        >>> USR <again=1> <alice> <key>\r\n
        """
      Then the switchboard answers Alice's <again> with 911 or a close (S-SB-05)
      And Alice's session goes on (S-SB-20)

    @S-SB-05
    Example: Bob answers a call twice
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <session> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      When Bob calls at <there>:
        """
        >>> ANS <ans=1> <bob> <key> <session>\r\n
        # S-SB-08
        <<< ANS <ans> OK\r\n
        """
      And Bob calls at <there> as no client should:
        """
        >>> ANS <again=1> <bob> <key> <session>\r\n
        """
      Then the switchboard answers Bob's <again> with 911 or a close (S-SB-05)
      And Bob's session goes on (S-SB-20)

  Rule: S-SB-06 Who connects has to say something

    @slow @S-SB-06
    Example: Alice connects and keeps silent
      Given Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard> and says nothing for 75 s
      Then Alice's session goes on (S-SB-20)

  Rule: S-SB-07 S-SB-08 S-SB-09 Who is called hears it ring, and joins

    @S-SB-07 @S-SB-08 @S-SB-09 @S-SB-25
    Example: Alice calls Bob, and Bob answers
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice has been sent to a switchboard
      When Alice calls at <switchboard>:
        """
        >>> USR <usr=1> <alice> <key>\r\n
        # S-SB-03
        <<< USR <usr> OK <alice> <alice-name=Alice>\r\n
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <rung=11752013> <there=127.0.0.1:1864> CKI <bob-key=849102291.520491113> <alice> <alice-name>\r\n
        """
      When Bob calls at <there>:
        """
        >>> ANS <ans=1> <bob> <bob-key> <rung>\r\n
        # IRO S-SB-08 ANS S-SB-08
        <<< IRO <ans> 1 1 <alice> <alice-name>\r\n
            ANS <ans> OK\r\n
        """
      Then Alice hears:
        """
        # S-SB-09
        <<< JOI <bob> <bob-name=Bob>\r\n
        """
      And Alice hears no other JOI (S-SB-09)
      And Bob hears no other IRO (S-SB-08)
      And <rung> is a decimal number (S-SB-25)

    @S-SB-07 @S-SB-09
    Example: Bob leaves and is called again
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice and Bob are in a chat
      When Bob says:
        """
        >>> OUT\r\n
        """
      Then Alice hears:
        """
        # S-SB-19
        <<< BYE <bob>\r\n
        """
      When Alice says:
        """
        >>> CAL <again=3> <bob>\r\n
        # S-SB-07
        <<< CAL <again> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <rung=11752013> <there=127.0.0.1:1864> CKI <bob-key=849102291.520491114> <alice> <alice-name=Alice>\r\n
        """
      When Bob calls at <there>:
        """
        >>> ANS <ans=1> <bob> <bob-key> <rung>\r\n
        # IRO S-SB-08 ANS S-SB-08
        <<< IRO <ans> 1 1 <alice> <alice-name>\r\n
            ANS <ans> OK\r\n
        """
      Then Alice hears:
        """
        # S-SB-09
        <<< JOI <bob> <bob-name=Bob>\r\n
        """

    @S-SB-08
    Example: Who called has left before the call is answered
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <session> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      When Alice says:
        """
        >>> (close)
        """
      And Bob calls at <there>:
        """
        >>> ANS <ans=1> <bob> <key> <session>\r\n
        """
      Then the switchboard answers Bob's <ans> with OK, 911 or a close (S-SB-08)
      And Bob's session goes on (S-SB-20)

  Rule: S-SB-25 A chat has one id, and that is a number

    @S-SB-25
    Example: The caller and the called learn the same id
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-25 S-SB-07
        <<< RNG <session> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      And <session> is a decimal number (S-SB-25)

  Rule: S-SB-21 Nobody is introduced with a client id

    @S-SB-21
    Example: IRO and JOI have an account and a name
      Given the lists of Alice and Bob are empty
      And these contacts are online:
        | contact | status | client id  |
        | Bob     | NLN    | 1073741848 |
      And Alice is online
      And Alice is alone in a chat
      When Alice says:
        """
        >>> CAL <cal=2> <bob>\r\n
        # S-SB-07
        <<< CAL <cal> RINGING <session=11752013>\r\n
        """
      Then Bob is told:
        """
        # S-SB-07
        <<< RNG <session> <there=127.0.0.1:1864> CKI <key=849102291.520491113> <alice> <alice-name=Alice>\r\n
        """
      When Bob calls at <there>:
        """
        >>> ANS <ans=1> <bob> <key> <session>\r\n
        # IRO S-SB-08 ANS S-SB-08
        <<< IRO <ans> 1 1 <alice> <alice-name>\r\n
            ANS <ans> OK\r\n
        """
      Then Alice hears:
        """
        # S-SB-09
        <<< JOI <bob> <bob-name=Bob>\r\n
        """
      And Alice has heard no client ids (S-SB-21)
      And Bob has heard no client ids (S-SB-21)
